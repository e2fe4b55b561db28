// Whatever a released message says, looser limits too, is what clients were given: docs/decisions/0295.
import { expect, it } from 'vitest';
import { commands, facts } from '../../events/routes.ts';
import { changedSince, howToRelease } from '../support/released.ts';

it('every message that was released says what its document says', () => {
  expect(facts.length + commands.length).toBeGreaterThan(30);
  expect(changedSince('asyncapi.json'), howToRelease).toEqual([]);
});
