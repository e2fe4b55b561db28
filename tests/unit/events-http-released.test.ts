// Whatever a released operation says, looser limits and examples too, is what clients were given: docs/decisions/0295.
import { expect, it } from 'vitest';
import { api } from '../../events/http/api.ts';
import { changedSince, howToRelease } from '../support/released.ts';

it('every operation that was released says what its document says', () => {
  expect(api.length).toBeGreaterThan(100);
  expect(changedSince('openapi.json'), howToRelease).toEqual([]);
});
