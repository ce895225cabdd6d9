"""The REST application."""

from __future__ import annotations

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from asl.stores.port import StoreError
from asl_server.asgi import App, Server
from asl_server.rest.docs import page
from asl_server.rest.executions import execution_routes
from asl_server.rest.machines import machine_routes
from asl_server.rest.requests import answer
from asl_server.wire.errors import (
    ActivityDoesNotExist,
    ExecutionAlreadyExists,
    ExecutionDoesNotExist,
    ResourceNotFound,
    ServiceError,
    StateMachineAlreadyExists,
    StateMachineDeleting,
    StateMachineDoesNotExist,
)

_ABSENT = (
    ActivityDoesNotExist,
    ExecutionDoesNotExist,
    ResourceNotFound,
    StateMachineDoesNotExist,
)
_TAKEN = (ExecutionAlreadyExists, StateMachineAlreadyExists, StateMachineDeleting)
_CODES = {404: "NotFound", 405: "MethodNotAllowed"}
# The page loads nothing and runs nothing.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def rest_app(server: Server) -> App:
    """REST over a server's operations."""
    app = FastAPI(
        title="asl",
        summary="Amazon States Language state machines and their executions",
        description="AWS's own API is `POST /` (AWS JSON 1.0); this one has the same operations.",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    app.include_router(machine_routes(server))
    app.include_router(execution_routes(server))
    app.add_exception_handler(ServiceError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _nowhere)
    app.add_exception_handler(StoreError, _unavailable)

    @app.get("/docs", include_in_schema=False)
    async def docs() -> Response:
        return Response(
            page(app.openapi()),
            media_type="text/html; charset=utf-8",
            headers={"content-security-policy": _POLICY},
        )

    return app


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ServiceError), "FastAPI hands over what it was registered for"
    if isinstance(error, _ABSENT):
        status = 404
    elif isinstance(error, _TAKEN):
        status = 409
    else:
        status = error.STATUS
    return answer(orjson.dumps(error.rest_body()), status)


async def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError), "see _refused"
    found = (
        f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
        for fault in error.errors()
    )
    return _told(400, "ValidationException", "; ".join(found))


async def _nowhere(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException), "see _refused"
    return _told(
        error.status_code, _CODES.get(error.status_code, "BadRequest"), f"{error.detail}: see /docs"
    )


async def _unavailable(_request: Request, error: Exception) -> Response:
    return _told(503, "ServiceUnavailableException", str(error))


def _told(status: int, code: str, message: str) -> Response:
    return answer(orjson.dumps({"code": code, "message": message}), status)
