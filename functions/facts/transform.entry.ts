// Facts on their way into the archive, called by Firehose.
import type {
  FirehoseTransformationEvent,
  FirehoseTransformationResult,
  FirehoseTransformationResultRecord,
} from 'aws-lambda';
import { commonConfig, readConfig } from '../../platform/kernel/config.ts';
import { eventFunction } from '../../platform/service/event-function.ts';
import { archived } from './domain/archived.ts';

export const handler = eventFunction(readConfig(commonConfig), ({ log }) => {
  /** https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-status-model.html */
  const transform = ({
    recordId,
    data,
  }: FirehoseTransformationEvent['records'][number]): FirehoseTransformationResultRecord => {
    const fact = archived(Buffer.from(data, 'base64').toString());
    if (fact === undefined) {
      log.error({ recordId }, 'no fact');
      return { recordId, result: 'ProcessingFailed', data };
    }
    const { line, type, day } = fact;
    return {
      recordId,
      result: 'Ok',
      data: Buffer.from(`${line}\n`).toString('base64'),
      metadata: { partitionKeys: { type, day } },
    };
  };

  return async ({
    records,
  }: FirehoseTransformationEvent): Promise<FirehoseTransformationResult> => ({
    records: records.map(transform),
  });
});
