CREATE TABLE IF NOT EXISTS travels (
  id text PRIMARY KEY,
  origin text NOT NULL,
  destination text NOT NULL,
  price numeric(10, 2) NOT NULL,
  seats integer NOT NULL CHECK (seats >= 0)
);

CREATE TABLE IF NOT EXISTS bookings (
  id uuid PRIMARY KEY,
  user_id text NOT NULL,
  travel_id text NOT NULL REFERENCES travels,
  seats integer NOT NULL,
  price numeric(10, 2) NOT NULL,
  payment text NOT NULL CHECK (payment IN ('card', 'mobile_money', 'cash')),
  status text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX IF NOT EXISTS bookings_by_user ON bookings (user_id, created_at);

INSERT INTO travels (id, origin, destination, price, seats) VALUES
  ('yaounde-douala', 'Yaounde', 'Douala', 6000, 1000000),
  ('douala-kribi', 'Douala', 'Kribi', 4500, 1000000),
  ('yaounde-bafoussam', 'Yaounde', 'Bafoussam', 5500, 1000000),
  ('garoua-maroua', 'Garoua', 'Maroua', 7000, 0)
ON CONFLICT DO NOTHING;
