-- Runs that another run handed work to share its task and attempt; only the one at the top is counted as an attempt.
ALTER TABLE "Run" ADD COLUMN "depth" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "Run" ADD COLUMN "title" TEXT;
DROP INDEX "Run_taskId_attempt_key";
CREATE UNIQUE INDEX "Run_taskId_attempt_key" ON "Run"("taskId", "attempt") WHERE "parentRunId" IS NULL;
CREATE INDEX "Run_taskId_attempt_idx" ON "Run"("taskId", "attempt");
CREATE INDEX "Run_parentRunId_idx" ON "Run"("parentRunId");
