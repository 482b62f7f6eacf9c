CREATE TABLE IF NOT EXISTS users (
  id text PRIMARY KEY,
  email text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS images (
  id uuid PRIMARY KEY,
  user_id text NOT NULL REFERENCES users,
  project_id text NOT NULL,
  room_type text NOT NULL,
  style text NOT NULL,
  model text NOT NULL CHECK (model ~ '^[a-z0-9._-]+/[a-z0-9._-]+(:[a-f0-9]+)?$'),
  original_key text NOT NULL,
  result_key text,
  status text NOT NULL DEFAULT 'queued'
    CHECK (status IN ('queued', 'processing', 'ready', 'failed', 'timeout')),
  error text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX IF NOT EXISTS images_by_user ON images (user_id, created_at);
