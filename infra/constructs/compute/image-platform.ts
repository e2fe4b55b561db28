// The processor that an image is built for.
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import type { StageConfig } from '../../stages.ts';

export const platformOf = ({ architecture }: StageConfig): Platform =>
  architecture === 'arm64' ? Platform.LINUX_ARM64 : Platform.LINUX_AMD64;
