// The images of containers, as the deployment builds them and puts them into the account's own repository.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type DockerImageAssetProps, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import type { StageConfig } from '../../stages.ts';

const platformOf = ({ architecture }: StageConfig): Platform =>
  architecture === 'arm64' ? Platform.LINUX_ARM64 : Platform.LINUX_AMD64;

export const serviceImage = (stage: StageConfig, service: string): DockerImageAssetProps => {
  const directory = `${stage.dist}/containers/${service}`;
  for (const file of ['main.mjs', 'Dockerfile']) {
    if (!existsSync(`${directory}/${file}`)) {
      throw new Error(`${directory}/${file} is missing: run "npm run build" first`);
    }
  }
  return {
    directory,
    platform: platformOf(stage),
    buildArgs: stage.nodeImage === undefined ? undefined : { NODE_IMAGE: stage.nodeImage },
  };
};

export const collectorImage = (stage: StageConfig): DockerImageAssetProps => ({
  directory: fileURLToPath(new URL('../../images/collector', import.meta.url)),
  platform: platformOf(stage),
  buildArgs: { COLLECTOR_IMAGE: stage.collectorImage },
});
