-- AlterTable
ALTER TABLE "Agent" ADD COLUMN     "toolServers" JSONB NOT NULL DEFAULT '[]';

-- CreateTable
CREATE TABLE "ToolServer" (
    "id" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "header" TEXT,
    "secret" TEXT,
    "last4" TEXT,
    "status" TEXT NOT NULL,
    "problem" TEXT,
    "title" TEXT NOT NULL DEFAULT '',
    "tools" JSONB NOT NULL DEFAULT '[]',
    "checkedAt" TIMESTAMP(3),
    "createdByName" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ToolServer_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "ToolServer_workspaceId_name_key" ON "ToolServer"("workspaceId", "name");

-- AddForeignKey
ALTER TABLE "ToolServer" ADD CONSTRAINT "ToolServer_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;
