// The schemas of all contracts, under the names that documents refer to.
import { chapters } from '../../../events/http/api.ts';
import * as shapes from '../../../events/http/shapes.ts';
import { words, wordsOf } from '../../../events/http/words.ts';
import * as schemas from '../../../events/schemas.ts';
import { messageModules } from '../messages.ts';
import { type NamedSchemas, namedSchemas } from '../named-schemas.ts';

export const contractSchemas = (): NamedSchemas => {
  const modules = chapters.flatMap(({ contracts }) => contracts);
  return namedSchemas([schemas, shapes, ...modules, ...messageModules], {
    describe: (place, member) => wordsOf[place] ?? words[member],
  });
};
