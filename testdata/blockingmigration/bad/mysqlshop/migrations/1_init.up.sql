CREATE TABLE teams (id bigint unsigned AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;
CREATE TABLE users (id bigint unsigned NOT NULL PRIMARY KEY, team_id bigint unsigned, name varchar(50), age int, bio text) ENGINE=InnoDB;
