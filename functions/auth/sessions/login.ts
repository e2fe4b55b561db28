// Login, refresh and logout.

import { login, logout, refresh } from '../../../events/http/auth/auth.ts';
import type { Write } from '../../../platform/data/table.ts';
import {
  callerOf,
  type Endpoint,
  endpoint,
  type Request,
} from '../../../platform/http/endpoint.ts';
import { checkedEmailAddress } from '../../../platform/kernel/email-address.ts';
import { AppError, isAppError } from '../../../platform/kernel/errors.ts';
import { audit } from '../audit.ts';
import { hasUsedRecoveryCode, type Owner } from '../credentials/owner.ts';
import { firstPartyClient } from '../domain/client.ts';
import type { User } from '../domain/user.ts';
import type { AuthServices } from '../services.ts';
import { nobody, UserChanged, writes } from '../store.ts';
import type { Sessions } from './sessions.ts';

export const loginEndpoints = (
  services: AuthServices,
  sessions: Sessions,
  owner: Owner,
): Endpoint[] => {
  const { store, passwords, devices } = services;

  /** Two reads whether there is an account or not. */
  const find = async (email: string): Promise<User | undefined> =>
    store.user((await store.userIdOf(email)) ?? nobody);

  /** A code that was taken and a hash of older parameters are saved with the session. */
  const changesOf = async (found: User, proven: User, password: string): Promise<Write[]> => {
    const isOutdated = passwords.isOutdated(proven.passwordHash);
    if (proven === found && !isOutdated) return [];
    const passwordHash = isOutdated ? await passwords.hash(password) : proven.passwordHash;
    return [writes.saveUser({ ...proven, passwordHash })];
  };

  const open = async ({ body, causation, header, sourceIp }: Request<typeof login>) => {
    const { password, otp } = body;
    const email = checkedEmailAddress(body.email);
    const device = await devices.deviceOf(email, body.deviceToken);
    const tried = { account: email, sourceIp, device };
    const prove = owner.prove(() => find(email), { password, otp }, tried);
    const { found, proven, tries } = await prove;
    const changes = await changesOf(found, proven, password);
    const deviceToken = await devices.mark(email, device);
    const issued = await tries.clearWith((writes) =>
      sessions.open(proven, {
        clientId: firstPartyClient,
        userAgent: header('user-agent') ?? '',
        causation,
        writes: [...changes, devices.rememberNetwork(email, sourceIp), ...writes],
      }),
    );
    const tokens = { ...issued, deviceToken };
    return { tokens, subject: proven.id, usedRecoveryCode: hasUsedRecoveryCode({ found, proven }) };
  };

  return [
    endpoint(login, async (request) => {
      const { log, sourceIp, body } = request;
      try {
        const { tokens, subject, usedRecoveryCode } = await open(request);
        audit(log, 'login-succeeded', { actor: subject, sourceIp });
        if (usedRecoveryCode) audit(log, 'recovery-code-used', { actor: subject, sourceIp });
        return { status: 200, body: tokens };
      } catch (error) {
        // Somebody changed the account, or spent the same code, at the very moment.
        const refusal = error instanceof UserChanged ? new AppError('invalid-credentials') : error;
        if (isAppError(refusal)) {
          const event = refusal.code === 'rate-limited' ? 'login-throttled' : 'login-failed';
          audit(log, event, { email: body.email, sourceIp, reason: refusal.code });
        }
        throw refusal;
      }
    }),

    endpoint(refresh, async ({ body, causation, arrivedAt, log, sourceIp }) => {
      const { tokens } = await sessions.refresh(body.refreshToken, {
        clientId: firstPartyClient,
        causation,
        arrivedAt,
        reused: ({ userId, id }) =>
          audit(log, 'refresh-token-reused', { target: userId, session: id, sourceIp }),
      });
      return { status: 200, body: tokens };
    }),

    endpoint(logout, async (request) => {
      const { subject, session } = callerOf(request);
      if (session !== undefined) {
        await sessions.end({ userId: subject, id: session }, request.causation);
        audit(request.log, 'logged-out', { actor: subject, session });
      }
      return { status: 204 };
    }),
  ];
};
