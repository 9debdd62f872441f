-- DropIndex
DROP INDEX "Run_status_idx";

-- AlterTable
ALTER TABLE "Workspace" ADD COLUMN     "concurrency" INTEGER NOT NULL DEFAULT 200;

-- CreateIndex
CREATE INDEX "Run_status_workspaceId_idx" ON "Run"("status", "workspaceId");
