"""Intrinsic functions of JSONPath states: `States.Format('{}', $.name)`."""

from asl.expr.intrinsics.compilation import Chance, compile_intrinsic
from asl.expr.intrinsics.faults import IntrinsicFailure, IntrinsicFault
from asl.expr.intrinsics.nodes import Call, Constant

__all__ = ["Call", "Chance", "Constant", "IntrinsicFailure", "IntrinsicFault", "compile_intrinsic"]
