-- AlterTable
ALTER TABLE "Agent" ADD COLUMN     "roles" JSONB NOT NULL DEFAULT '{}';

-- CreateTable
CREATE TABLE "ModelRest" (
    "workspaceId" TEXT NOT NULL,
    "spec" TEXT NOT NULL,
    "until" TIMESTAMP(3) NOT NULL,
    "times" INTEGER NOT NULL DEFAULT 1,
    "reason" TEXT NOT NULL,

    CONSTRAINT "ModelRest_pkey" PRIMARY KEY ("workspaceId","spec")
);

-- AddForeignKey
ALTER TABLE "ModelRest" ADD CONSTRAINT "ModelRest_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;
