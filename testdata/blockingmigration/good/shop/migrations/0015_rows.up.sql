UPDATE users SET active = false WHERE id = 7;
INSERT INTO teams (name) VALUES ('a');
DELETE FROM orders WHERE state = 'draft';
UPDATE orders SET state = 'new';
