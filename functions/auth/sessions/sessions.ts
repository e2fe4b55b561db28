// Sessions: opened by a login, carried on by refresh tokens, ended by logout or by a token used twice.

import type { Write } from '../../../platform/data/table.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import type { Causation } from '../../../platform/messaging/outgoing.ts';
import { isAlive, judge, rotated, type Session } from '../domain/session.ts';
import type { User } from '../domain/user.ts';
import {
  decodeRefreshToken,
  encodeRefreshToken,
  hashesOf,
  newRefreshToken,
  type RefreshTokenParts,
} from '../secret-token.ts';
import type { AuthServices } from '../services.ts';
import { userPartition, writes } from '../store.ts';
import { accessTokenLifetime } from './access-tokens.ts';

export interface IssuedTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly tokenType: 'Bearer';
  readonly expiresIn: number;
}

export interface Refreshed {
  readonly tokens: IssuedTokens;
  readonly session: Session;
}

export interface Sessions {
  open(
    user: User,
    options: {
      clientId: string;
      userAgent: string;
      causation: Causation;
      /** Writes that stand or fall with the session. */
      writes?: readonly Write[];
    },
  ): Promise<IssuedTokens>;
  /** Throws `invalid-refresh-token`; `reused` is told when the family ends because of it. */
  refresh(
    token: string,
    options: {
      clientId: string;
      causation: Causation;
      /** Of the request, in milliseconds since 1970: handling it may begin much later. */
      arrivedAt: number;
      reused: (session: Session) => void;
    },
  ): Promise<Refreshed>;
  end(session: Pick<Session, 'userId' | 'id'>, causation: Causation): Promise<void>;
}

type RefreshFault = 'malformed' | 'session-over' | 'foreign' | 'reused' | 'raced' | 'other-client';

const refusal = (reason: RefreshFault) => new AppError('invalid-refresh-token', { reason });

/** Longer names of user agents are cut. */
const maxUserAgent = 200;

export const createSessions = ({
  store,
  commit,
  issue,
  clock,
  newId,
}: Pick<AuthServices, 'store' | 'commit' | 'issue' | 'clock' | 'newId'>): Sessions => {
  const tokensOf = async (
    user: User,
    clientId: string,
    parts: RefreshTokenParts,
  ): Promise<IssuedTokens> => ({
    accessToken: await issue({
      subject: user.id,
      clientId,
      roles: user.roles,
      scopes: [],
      session: parts.sessionId,
    }),
    refreshToken: encodeRefreshToken(parts),
    tokenType: 'Bearer',
    expiresIn: accessTokenLifetime,
  });

  const end = (session: Pick<Session, 'userId' | 'id'>, causation: Causation) =>
    commit({
      pk: userPartition(session.userId),
      writes: [writes.revokeSession(session)],
      causation,
    });

  return {
    open: async (user, { clientId, userAgent, causation, writes: others = [] }) => {
      const parts = newRefreshToken(user.id, newId('ses'));
      const now = clock.now();
      const session: Session = {
        id: parts.sessionId,
        userId: user.id,
        clientId,
        epoch: user.epoch,
        ...hashesOf(parts),
        createdAt: now,
        rotatedAt: now,
        userAgent: userAgent.slice(0, maxUserAgent),
      };
      // Signed first: a session nobody got the tokens of should not be stored.
      const tokens = await tokensOf(user, clientId, parts);
      await commit({
        pk: userPartition(user.id),
        writes: [writes.putSession(session), ...others],
        causation,
      });
      return tokens;
    },

    refresh: async (token, { clientId, causation, arrivedAt, reused }) => {
      const parts = decodeRefreshToken(token);
      if (parts === undefined) throw refusal('malformed');
      const [user, session] = await Promise.all([
        store.user(parts.userId),
        store.session({ userId: parts.userId, id: parts.sessionId }),
      ]);
      if (user === undefined || !isAlive(session, user, clock.now())) throw refusal('session-over');
      const presented = hashesOf(parts);
      const judgement = judge(session, presented, arrivedAt);
      if (judgement === 'reused') {
        await end(session, causation);
        reused(session);
      }
      if (judgement !== 'current') throw refusal(judgement);
      if (session.clientId !== clientId) throw refusal('other-client');
      const next = newRefreshToken(user.id, session.id, parts.family);
      const tokens = await tokensOf(user, clientId, next);
      const after = rotated(session, hashesOf(next), clock.now());
      const write = writes.rotateSession(after, presented.currentHash, () => refusal('raced'));
      await commit({ pk: userPartition(user.id), writes: [write], causation });
      return { tokens, session: after };
    },

    end,
  };
};
