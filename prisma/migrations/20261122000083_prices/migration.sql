-- Prices that a workspace sets itself, over those that come with Reef. Never changed: a new one holds from its date on.
CREATE TABLE "Price" (
  "id" TEXT NOT NULL,
  "workspaceId" TEXT NOT NULL,
  "vendor" TEXT NOT NULL,
  "model" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "rates" JSONB NOT NULL DEFAULT '{}',
  "percent" INTEGER,
  "validFrom" TIMESTAMP(3) NOT NULL,
  "createdByName" TEXT NOT NULL,
  "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "removedByName" TEXT,
  "removedAt" TIMESTAMP(3),
  CONSTRAINT "Price_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "Price_workspaceId_idx" ON "Price"("workspaceId");
