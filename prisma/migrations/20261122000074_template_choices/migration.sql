-- AlterTable
ALTER TABLE "Task" ADD COLUMN     "fallbackModels" JSONB;

-- AlterTable
ALTER TABLE "Template" ADD COLUMN     "checks" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "fallbackModels" JSONB,
ADD COLUMN     "limits" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "planGate" BOOLEAN NOT NULL DEFAULT false;
