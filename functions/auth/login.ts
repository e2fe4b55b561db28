// Login, refresh and logout.
import { login, logout, refresh } from '../../events/http/auth.ts';
import { AppError } from '../../platform/errors.ts';
import { type Endpoint, endpoint } from '../../platform/http/endpoint.ts';
import { callerOf } from '../../platform/http/request.ts';
import { audit } from './audit.ts';
import { firstPartyClient } from './domain/client.ts';
import type { User } from './domain/user.ts';
import type { AuthServices } from './services.ts';
import type { Sessions } from './sessions.ts';

/** Looked up where no account is known, so that both ways ask the table as often. */
const nobody = 'usr_00000000000000000000000000000000';

export const loginEndpoints = (services: AuthServices, sessions: Sessions): Endpoint[] => {
  const { store, passwords } = services;

  /** The account, if the password is its own; one hash and two reads either way. */
  const authenticated = async (email: string, password: string): Promise<User | undefined> => {
    const id = await store.userIdOf(email);
    const user = await store.user(id ?? nobody);
    const isOpen = user?.status === 'active' || user?.status === 'pending';
    const matches = await passwords.verify(password, isOpen ? user.passwordHash : undefined);
    return matches ? user : undefined;
  };

  return [
    endpoint(login, async ({ body, causation, header, log, sourceIp }) => {
      const { email, password } = body;
      const user = await authenticated(email, password);
      if (user === undefined) {
        audit(log, 'login-failed', { email, sourceIp });
        throw new AppError('invalid-credentials');
      }
      if (user.status === 'pending') throw new AppError('email-not-verified');
      const tokens = await sessions.open(user, {
        clientId: firstPartyClient,
        userAgent: header('user-agent') ?? '',
        causation,
      });
      audit(log, 'login-succeeded', { actor: user.id, sourceIp });
      return { status: 200, body: tokens };
    }),

    endpoint(refresh, async ({ body, causation, log, sourceIp }) => {
      const { tokens } = await sessions.refresh(body.refreshToken, {
        clientId: firstPartyClient,
        causation,
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
