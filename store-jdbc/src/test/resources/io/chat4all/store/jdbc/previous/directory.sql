INSERT INTO "accounts" VALUES('maria','USER',0,'Maria','maria@example.com','maria@example.com','hash',1,1795178096123456,NULL);
INSERT INTO "channel_accounts" VALUES('telegram','main','sealed','["maria"]','',1,1795178096123456,0);
INSERT INTO "conversations" VALUES(X'0197A3F0000070008000000000000001','GROUP','Título','{"metadata":{"a":"b"}}',1,'bruno',1795178096123456,NULL);
INSERT INTO "identities" VALUES('telegram','777','maria','main','maria','Maria',1795178096123456,1795178096123456,1);
INSERT INTO "members" VALUES(X'0197A3F0000070008000000000000001','maria','MEMBER',1795178096123456,1795178096123456);
INSERT INTO "threads" VALUES('telegram/main','777',X'0197A3F0000070008000000000000001');
