CREATE TABLE IF NOT EXISTS `api_tokens` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`token_hash` varbinary(64) NOT NULL,
	`name` varchar(100) NOT NULL,
	`scopes` varchar(200) NOT NULL,
	`created_by` bigint unsigned NOT NULL,
	`created_at` datetime(3) NOT NULL,
	`expires_at` datetime(3),
	`last_used_at` datetime(3),
	`revoked_at` datetime(3),
	CONSTRAINT `api_tokens_id` PRIMARY KEY(`id`),
	CONSTRAINT `api_tokens_hash` UNIQUE(`token_hash`)
);
--> statement-breakpoint
ALTER TABLE `audit` MODIFY COLUMN `target_kind` enum('user','room','message','report','settings','invitation','ban','job','feature','token') NOT NULL;