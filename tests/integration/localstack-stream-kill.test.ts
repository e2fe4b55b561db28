import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { eventually, outputFile } from '../support/assembly-fixture.ts';
import { startCloudProcess } from '../support/cloud-process.ts';
import { type Change, key, streamAssembly } from '../support/stream-assembly.ts';

describe('a stream when the runner is killed', () => {
  it('loses no record, whenever that happens', async () => {
    const out = outputFile();
    const dataDir = mkdtempSync(join(tmpdir(), 'tandem-stream-'));
    const assembly = streamAssembly(out.path);
    const written: string[] = [];
    const put = async (dynamodb: DynamoDBClient, pk: string) => {
      await dynamodb.send(new PutItemCommand({ TableName: 'things-New', Item: key(pk) }));
      written.push(pk);
    };
    const handedOut = () =>
      new Set(
        out
          .events()
          .flatMap((event) => (event as unknown as { Records: Change[] }).Records)
          .map(({ dynamodb: { Keys } }) => Keys.pk?.S),
      );
    for (let round = 0; round < 4; round += 1) {
      const cloud = await startCloudProcess(assembly, dataDir);
      const dynamodb = new DynamoDBClient({
        endpoint: cloud.endpoint,
        region: 'eu-central-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
        maxAttempts: 1,
      });
      const writing = Promise.allSettled(
        Array.from({ length: 8 }, async (_, writer) => {
          for (let n = 0; ; n += 1) await put(dynamodb, `${round}-${writer}-${n}`);
        }),
      );
      const before = written.length;
      await eventually(
        () => written.length - before,
        (count) => count >= 15 + round * 10,
        20_000,
      );
      await cloud.kill();
      await writing;
      dynamodb.destroy();
    }
    const last = await startCloudProcess(assembly, dataDir);
    expect(written.length).toBeGreaterThan(50);
    await eventually(
      () => {
        const there = handedOut();
        return written.filter((pk) => !there.has(pk));
      },
      (missing) => missing.length === 0,
      20_000,
    );
    await last.kill();
    for (const path of [dataDir, assembly]) rmSync(path, { recursive: true, force: true });
  });
});
