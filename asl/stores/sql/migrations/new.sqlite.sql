BEGIN;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> 0001

CREATE TABLE revisions (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
    machine_arn TEXT NOT NULL, 
    revision_id TEXT, 
    definition TEXT NOT NULL, 
    role_arn TEXT NOT NULL, 
    logging TEXT, 
    tracing TEXT, 
    encryption TEXT, 
    created_at BIGINT NOT NULL
);

CREATE TABLE machines (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
    arn TEXT NOT NULL, 
    name TEXT NOT NULL, 
    type TEXT NOT NULL, 
    status TEXT NOT NULL, 
    created_at BIGINT NOT NULL, 
    updated_at BIGINT NOT NULL, 
    revision BIGINT NOT NULL, 
    FOREIGN KEY(revision) REFERENCES revisions (id), 
    UNIQUE (arn)
);

CREATE INDEX machines_deleting ON machines (arn) WHERE status = 'DELETING';

CREATE INDEX machines_revision ON machines (revision);

CREATE TABLE versions (
    arn TEXT NOT NULL, 
    machine_arn TEXT NOT NULL, 
    number BIGINT NOT NULL, 
    revision BIGINT NOT NULL, 
    description TEXT, 
    created_at BIGINT NOT NULL, 
    PRIMARY KEY (arn), 
    FOREIGN KEY(revision) REFERENCES revisions (id), 
    UNIQUE (machine_arn, number)
);

CREATE INDEX versions_revision ON versions (revision);

CREATE TABLE aliases (
    arn TEXT NOT NULL, 
    machine_arn TEXT NOT NULL, 
    name TEXT NOT NULL, 
    description TEXT, 
    routing TEXT NOT NULL, 
    created_at BIGINT NOT NULL, 
    updated_at BIGINT NOT NULL, 
    PRIMARY KEY (arn), 
    UNIQUE (machine_arn, name)
);

CREATE TABLE executions (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
    arn TEXT NOT NULL, 
    name TEXT NOT NULL, 
    machine_arn TEXT NOT NULL, 
    revision BIGINT NOT NULL, 
    status TEXT NOT NULL, 
    started_at BIGINT NOT NULL, 
    stopped_at BIGINT, 
    trace_header TEXT, 
    version_arn TEXT, 
    alias_arn TEXT, 
    map_run_arn TEXT, 
    item_count BIGINT, 
    redrive_count BIGINT NOT NULL, 
    redriven_at BIGINT, 
    input TEXT NOT NULL, 
    output TEXT, 
    error TEXT, 
    cause TEXT, 
    FOREIGN KEY(revision) REFERENCES revisions (id), 
    UNIQUE (arn)
);

CREATE INDEX executions_machine ON executions (machine_arn, started_at, id);

CREATE INDEX executions_map_run ON executions (map_run_arn, started_at, id) WHERE map_run_arn IS NOT NULL;

CREATE INDEX executions_revision ON executions (revision);

CREATE INDEX executions_started ON executions (started_at, id);

CREATE INDEX executions_status ON executions (machine_arn, status, started_at, id);

CREATE INDEX executions_stopped ON executions (stopped_at) WHERE stopped_at IS NOT NULL;

CREATE TABLE standings (
    execution INTEGER NOT NULL, 
    events BIGINT NOT NULL, 
    draws BIGINT NOT NULL, 
    closed_at BIGINT, 
    PRIMARY KEY (execution), 
    FOREIGN KEY(execution) REFERENCES executions (id) ON DELETE CASCADE
);

CREATE INDEX standings_closed ON standings (closed_at) WHERE closed_at IS NOT NULL;

CREATE TABLE events (
    execution BIGINT NOT NULL, 
    id BIGINT NOT NULL, 
    previous BIGINT NOT NULL, 
    type TEXT NOT NULL, 
    at BIGINT NOT NULL, 
    details TEXT NOT NULL, 
    PRIMARY KEY (execution, id), 
    FOREIGN KEY(execution) REFERENCES executions (id) ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE TABLE frames (
    execution BIGINT NOT NULL, 
    path TEXT NOT NULL, 
    body TEXT NOT NULL, 
    PRIMARY KEY (execution, path), 
    FOREIGN KEY(execution) REFERENCES executions (id) ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE TABLE task_tokens (
    token TEXT NOT NULL, 
    execution BIGINT NOT NULL, 
    PRIMARY KEY (token), 
    FOREIGN KEY(execution) REFERENCES executions (id) ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE INDEX task_tokens_execution ON task_tokens (execution);

CREATE TABLE map_runs (
    arn TEXT NOT NULL, 
    execution BIGINT NOT NULL, 
    status TEXT NOT NULL, 
    started_at BIGINT NOT NULL, 
    stopped_at BIGINT, 
    max_concurrency BIGINT NOT NULL, 
    tolerated_failure_count BIGINT NOT NULL, 
    tolerated_failure_percentage TEXT NOT NULL, 
    item_counts TEXT NOT NULL, 
    execution_counts TEXT NOT NULL, 
    redrive_count BIGINT NOT NULL, 
    redriven_at BIGINT, 
    PRIMARY KEY (arn), 
    FOREIGN KEY(execution) REFERENCES executions (id) ON DELETE CASCADE
);

CREATE INDEX map_runs_execution ON map_runs (execution);

CREATE TABLE activities (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
    arn TEXT NOT NULL, 
    name TEXT NOT NULL, 
    created_at BIGINT NOT NULL, 
    encryption TEXT, 
    UNIQUE (arn)
);

CREATE TABLE tags (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
    arn TEXT NOT NULL, 
    "key" TEXT NOT NULL, 
    value TEXT NOT NULL, 
    UNIQUE (arn, "key")
);

INSERT INTO alembic_version (version_num) VALUES ('0001') RETURNING version_num;

-- Running upgrade 0001 -> 0002

ALTER TABLE standings ADD COLUMN wakes_at BIGINT;

CREATE TABLE secrets (
    name TEXT NOT NULL, 
    value TEXT NOT NULL, 
    PRIMARY KEY (name)
);

UPDATE alembic_version SET version_num='0002' WHERE alembic_version.version_num = '0001';

-- Running upgrade 0002 -> 0003

CREATE TABLE last_commit (
    id INTEGER NOT NULL, 
    mark BIGINT NOT NULL, 
    PRIMARY KEY (id)
);

UPDATE alembic_version SET version_num='0003' WHERE alembic_version.version_num = '0002';

-- Running upgrade 0003 -> 0004

ALTER TABLE executions ADD COLUMN test_case TEXT;

UPDATE alembic_version SET version_num='0004' WHERE alembic_version.version_num = '0003';

COMMIT;

