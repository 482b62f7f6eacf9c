CREATE TABLE IF NOT EXISTS users (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE,
  password_hash bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS tasks (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES users,
  task text NOT NULL,
  records integer NOT NULL,
  status text NOT NULL DEFAULT 'pending',
  result json,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX IF NOT EXISTS tasks_by_user ON tasks (user_id, id);
CREATE INDEX IF NOT EXISTS tasks_by_time ON tasks (created_at);

CREATE TABLE IF NOT EXISTS scaling_decisions (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  service text NOT NULL,
  action text NOT NULL,
  replicas integer NOT NULL,
  decided_at timestamptz NOT NULL DEFAULT now()
);
