ALTER TABLE `support_cases` ADD COLUMN IF NOT EXISTS `client_id` binary(16);--> statement-breakpoint
CREATE UNIQUE INDEX IF NOT EXISTS `support_cases_client` ON `support_cases` (`customer_id`,`client_id`);
