VACUUM FULL users; -- want "VACUUM FULL writes users anew"
