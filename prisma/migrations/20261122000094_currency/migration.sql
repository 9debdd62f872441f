-- AlterTable
ALTER TABLE "Workspace" ADD COLUMN     "currency" TEXT NOT NULL DEFAULT 'USD',
ADD COLUMN     "currencyAt" TIMESTAMP(3),
ADD COLUMN     "currencyByName" TEXT,
ADD COLUMN     "currencyMicros" BIGINT NOT NULL DEFAULT 1000000;
