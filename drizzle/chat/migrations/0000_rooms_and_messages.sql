CREATE TABLE IF NOT EXISTS `memberships` (
	`room_id` bigint unsigned NOT NULL,
	`user_id` bigint unsigned NOT NULL,
	`role` enum('owner','moderator','member') NOT NULL,
	`read_seq` bigint unsigned NOT NULL,
	`notification` enum('all','mentions','none') NOT NULL DEFAULT 'all',
	`joined_at` datetime(3) NOT NULL,
	CONSTRAINT `memberships_room_id_user_id_pk` PRIMARY KEY(`room_id`,`user_id`),
	KEY `memberships_user` (`user_id`),
	KEY `memberships_order` (`room_id`,`role`,`user_id`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `messages` (
	`room_id` bigint unsigned NOT NULL,
	`seq` bigint unsigned NOT NULL,
	`author_id` bigint unsigned NOT NULL,
	`client_id` binary(16) NOT NULL,
	`body` text,
	`reply_to` bigint unsigned,
	`created_at` datetime(3) NOT NULL,
	`deleted_at` datetime(3),
	`deleted_rev` bigint unsigned,
	CONSTRAINT `messages_room_id_seq_pk` PRIMARY KEY(`room_id`,`seq`),
	CONSTRAINT `messages_client` UNIQUE(`client_id`,`author_id`),
	KEY `messages_deleted` (`room_id`,`deleted_rev`)
);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `rooms` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`room_key` varbinary(64),
	`kind` enum('group','direct','support') NOT NULL,
	`visibility` enum('open','public','private') NOT NULL,
	`name` varchar(160),
	`name_key` varbinary(640),
	`topic` varchar(1000) NOT NULL DEFAULT '',
	`last_seq` bigint unsigned NOT NULL DEFAULT 0,
	`rev` bigint unsigned NOT NULL DEFAULT 0,
	`member_count` int unsigned NOT NULL DEFAULT 0,
	`created_at` datetime(3) NOT NULL,
	`active_at` datetime(3) NOT NULL,
	`deleted_at` datetime(3),
	CONSTRAINT `rooms_id` PRIMARY KEY(`id`),
	CONSTRAINT `rooms_room_key` UNIQUE(`room_key`),
	KEY `rooms_directory` (`visibility`,`member_count`),
	KEY `rooms_deleted` (`deleted_at`)
);
