-- Budgets on every scope and period. Counters move into rows of their own, one a period; what a call holds back is a
-- row too, so that settling happens exactly once. Where no run is at work, nothing is reserved: what was still held
-- back by lost calls counts as spent.
ALTER TABLE "Workspace" ADD COLUMN "timeZone" TEXT NOT NULL DEFAULT 'UTC';

ALTER TABLE "Budget" ADD COLUMN "period" TEXT NOT NULL DEFAULT 'total',
  ADD COLUMN "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ADD COLUMN "updatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

CREATE TABLE "BudgetCounter" (
  "id" TEXT NOT NULL,
  "budgetId" TEXT NOT NULL,
  "key" TEXT NOT NULL,
  "spentMicros" BIGINT NOT NULL DEFAULT 0,
  "spentTokens" BIGINT NOT NULL DEFAULT 0,
  "reservedMicros" BIGINT NOT NULL DEFAULT 0 CHECK ("reservedMicros" >= 0),
  "reservedTokens" BIGINT NOT NULL DEFAULT 0 CHECK ("reservedTokens" >= 0),
  "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "BudgetCounter_pkey" PRIMARY KEY ("id")
);
DELETE FROM "Budget" WHERE "limitMicros" IS NULL AND "limitTokens" IS NULL;
INSERT INTO "BudgetCounter" ("id", "budgetId", "key", "spentMicros", "spentTokens")
  SELECT "id" || '/total', "id", 'total', "spentMicros" + "reservedMicros", "spentTokens" + "reservedTokens" FROM "Budget";

DROP INDEX "Budget_scope_scopeId_key";
ALTER TABLE "Budget" DROP COLUMN "spentMicros", DROP COLUMN "spentTokens", DROP COLUMN "reservedMicros",
  DROP COLUMN "reservedTokens";
CREATE UNIQUE INDEX "Budget_scope_scopeId_period_key" ON "Budget"("scope", "scopeId", "period");
CREATE UNIQUE INDEX "BudgetCounter_budgetId_key_key" ON "BudgetCounter"("budgetId", "key");
ALTER TABLE "BudgetCounter" ADD CONSTRAINT "BudgetCounter_budgetId_fkey" FOREIGN KEY ("budgetId") REFERENCES "Budget"("id")
  ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "BudgetHold" (
  "callId" TEXT NOT NULL,
  "runId" TEXT NOT NULL,
  "micros" BIGINT,
  "tokens" BIGINT NOT NULL,
  "counters" TEXT[],
  "at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "BudgetHold_pkey" PRIMARY KEY ("callId")
);
CREATE INDEX "BudgetHold_runId_idx" ON "BudgetHold"("runId");

CREATE TABLE "BudgetWarning" (
  "id" TEXT NOT NULL,
  "workspaceId" TEXT NOT NULL,
  "budgetId" TEXT NOT NULL,
  "counterId" TEXT NOT NULL,
  "level" INTEGER NOT NULL,
  "spentMicros" BIGINT NOT NULL,
  "spentTokens" BIGINT NOT NULL,
  "limitMicros" BIGINT,
  "limitTokens" BIGINT,
  "at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "seenByName" TEXT,
  "seenAt" TIMESTAMP(3),
  CONSTRAINT "BudgetWarning_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "BudgetWarning_counterId_level_key" ON "BudgetWarning"("counterId", "level");
CREATE INDEX "BudgetWarning_workspaceId_at_idx" ON "BudgetWarning"("workspaceId", "at");

CREATE TABLE "BudgetChange" (
  "id" TEXT NOT NULL,
  "workspaceId" TEXT NOT NULL,
  "budgetId" TEXT NOT NULL,
  "scope" TEXT NOT NULL,
  "scopeId" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "period" TEXT NOT NULL,
  "fromMicros" BIGINT,
  "fromTokens" BIGINT,
  "toMicros" BIGINT,
  "toTokens" BIGINT,
  "byKind" TEXT NOT NULL,
  "byId" TEXT NOT NULL,
  "byName" TEXT NOT NULL,
  "at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "BudgetChange_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "BudgetChange_workspaceId_at_idx" ON "BudgetChange"("workspaceId", "at");
