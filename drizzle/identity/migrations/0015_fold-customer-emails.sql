-- One address however it is typed, as `shared/schemas/supportCase.ts` folds it.
UPDATE `support_customers` SET `email` = LOWER(`email`) WHERE `email` <> LOWER(`email`);
