INSERT INTO users (id, email) VALUES
  ('user_abc123', 'ada@example.com'),
  ('user_def456', 'bob@example.com')
ON CONFLICT DO NOTHING;
