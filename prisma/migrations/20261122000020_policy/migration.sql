-- AlterTable
ALTER TABLE "Agent" ADD COLUMN     "planGate" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "Task" ADD COLUMN     "planGate" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "PolicyRule" (
    "id" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "scopeId" TEXT,
    "effect" TEXT NOT NULL,
    "tool" TEXT NOT NULL,
    "match" JSONB NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "exceptionOfId" TEXT,
    "createdByName" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "PolicyRule_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "PolicyRule_workspaceId_idx" ON "PolicyRule"("workspaceId");

-- AddForeignKey
ALTER TABLE "PolicyRule" ADD CONSTRAINT "PolicyRule_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PolicyRule" ADD CONSTRAINT "PolicyRule_exceptionOfId_fkey" FOREIGN KEY ("exceptionOfId") REFERENCES "PolicyRule"("id") ON DELETE CASCADE ON UPDATE CASCADE;
