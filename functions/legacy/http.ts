// The routes that the legacy shop may answer, and its own paths.
import { type LegacySwitch, legacyPaths, movableRoutes } from '../../events/http/legacy.ts';
import type { RouteContract } from '../../events/http/route.ts';
import type { Reply, Request } from '../../platform/http/endpoint.ts';
import { type Endpoint, endpoint } from '../../platform/http/endpoint.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { replyAsItCame, replyOfLegacy, replyOfTandem } from './answers.ts';
import { courseOf } from './domain/course.ts';
import { pathOf } from './domain/path.ts';
import { headersForLegacy, headersForTandem, placeOf, queryOf, questionFor } from './forwarding.ts';
import { noteAnswer, noteComparison } from './notes.ts';
import type { Answer, Ask } from './side.ts';
import type { ReadSwitch } from './switches.ts';

export interface LegacyWay {
  readonly switchOf: ReadSwitch;
  readonly askLegacy: Ask;
  readonly askTandem: Ask;
  /** For the comparison only: gives up before the caller has to wait for it. */
  readonly askInShadow: Ask;
  /** The legacy shop is sent the access token of the caller. */
  readonly sendsToken: boolean;
  /** URL of the legacy shop, without a slash at its end. */
  readonly base: string;
}

/** As seen from outside, with the stage. */
const prefix = '/v1/legacy';

type Settled = PromiseSettledResult<Answer>;

const chosen = (contract: RouteContract, way: LegacyWay): Endpoint => {
  const fromLegacy = (request: Request, { rule = {} }: LegacySwitch) =>
    way.askLegacy(
      questionFor(
        contract,
        request,
        rule.path ?? contract.path,
        headersForLegacy(request, way.sendsToken),
      ),
    );

  const fromTandem = (request: Request, ask: Ask) =>
    ask(questionFor(contract, request, contract.path, headersForTandem(request)));

  const inShadow = async (request: Request, now: LegacySwitch): Promise<Reply> => {
    const [legacy, tandem]: [Settled, Settled] = await Promise.all([
      settled(fromLegacy(request, now)),
      settled(fromTandem(request, way.askInShadow)),
    ]);
    noteComparison(request.log, contract.id, now.rule, [legacy, tandem]);
    if (legacy.status === 'rejected') throw legacy.reason;
    return replyOfLegacy(legacy.value, now.rule);
  };

  return endpoint(
    contract,
    async (request) => {
      const now = await way.switchOf(contract.id);
      const course = courseOf(now, contract.method, placeOf(request));
      noteAnswer(request.log, contract.id, course);
      if (course === 'tandem') return replyOfTandem(await fromTandem(request, way.askTandem));
      if (course === 'shadow') return inShadow(request, now);
      return replyOfLegacy(await fromLegacy(request, now), now.rule);
    },
    // Whoever answers knows what was answered before.
    { repeats: 'handler' },
  );
};

const settled = async (work: Promise<Answer>): Promise<Settled> =>
  (await Promise.allSettled([work]))[0];

const proxied = (contract: (typeof legacyPaths)[number], way: LegacyWay): Endpoint =>
  endpoint(contract, async (request) => {
    const path = pathOf(request.params.proxy);
    if (path === undefined) throw new AppError('not-found');
    const answer = await way.askLegacy({
      method: contract.method,
      path,
      query: queryOf(request),
      headers: headersForLegacy(request, way.sendsToken),
      body: request.rawBody,
    });
    return replyAsItCame(answer, way.base, prefix, path);
  });

/** @param routes ids of those that the legacy shop may answer */
export const legacyEndpoints = (routes: readonly string[], way: LegacyWay): readonly Endpoint[] => [
  ...movableRoutes.filter(({ id }) => routes.includes(id)).map((route) => chosen(route, way)),
  ...legacyPaths.map((path) => proxied(path, way)),
];
