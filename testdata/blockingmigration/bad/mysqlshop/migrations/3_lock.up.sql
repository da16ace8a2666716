LOCK TABLES users WRITE; -- want "LOCK TABLES users stops everybody"
UNLOCK TABLES;
