DROP TABLE coupons; -- want blockingmigration "dropping coupons"
ALTER TABLE baskets RENAME TO carts; -- want blockingmigration "renaming baskets"
