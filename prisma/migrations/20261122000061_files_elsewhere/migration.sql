-- Null for bytes that lie in the store of REEF_FILES_URL.
ALTER TABLE "File" ALTER COLUMN "bytes" DROP NOT NULL;
