CREATE TABLE IF NOT EXISTS `username_looks` (
	`look` varbinary(64) NOT NULL,
	`claims` bigint unsigned NOT NULL DEFAULT 0,
	CONSTRAINT `username_looks_look` PRIMARY KEY(`look`)
);
