-- AlterTable
ALTER TABLE "TaskWait" ADD COLUMN     "notBefore" TIMESTAMP(3);
