-- Kill switches: who has stopped the model calls of a workspace, an agent or a run, why, and who took it back.
CREATE TABLE "KillSwitch" (
  "id" TEXT NOT NULL,
  "workspaceId" TEXT NOT NULL,
  "scope" TEXT NOT NULL,
  "scopeId" TEXT NOT NULL,
  "reason" TEXT NOT NULL,
  "byKind" TEXT NOT NULL,
  "byId" TEXT NOT NULL,
  "byName" TEXT NOT NULL,
  "at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "liftedAt" TIMESTAMP(3),
  "liftedByName" TEXT,
  CONSTRAINT "KillSwitch_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "KillSwitch_workspaceId_at_idx" ON "KillSwitch"("workspaceId", "at");
-- One that is on for one thing, whoever presses at the same moment.
CREATE UNIQUE INDEX "KillSwitch_on" ON "KillSwitch"("scope", "scopeId") WHERE "liftedAt" IS NULL;
