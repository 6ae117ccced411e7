CREATE INDEX IF NOT EXISTS `support_cases_queue` ON `support_cases` (`inbox_id`,`first_answered_at`,`state`);--> statement-breakpoint
DROP INDEX IF EXISTS `support_cases_answered` ON `support_cases`;
