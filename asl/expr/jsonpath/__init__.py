"""JSONPath in the dialect of Jayway's JsonPath for Java, which is the one that AWS uses."""

from asl.expr.jsonpath.faults import PathFault, PathLimit, PathMissing
from asl.expr.jsonpath.path import Path, compile_path, path_at

__all__ = ["Path", "PathFault", "PathLimit", "PathMissing", "compile_path", "path_at"]
