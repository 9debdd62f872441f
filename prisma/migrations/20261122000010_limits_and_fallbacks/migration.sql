-- AlterTable
ALTER TABLE "Agent" ADD COLUMN "fallbackModels" JSONB NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "Task" ADD COLUMN "limits" JSONB NOT NULL DEFAULT '{}';
