CREATE TABLE teams (id bigint unsigned AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;
CREATE TABLE users (id bigint unsigned NOT NULL PRIMARY KEY, team_id bigint unsigned, name varchar(20), bio varchar(100), age int) ENGINE=InnoDB;
CREATE TABLE tokens (code varchar(128) NOT NULL, PRIMARY KEY (code));
ALTER TABLE users MODIFY age bigint;
