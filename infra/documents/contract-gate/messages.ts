// What readers of messages can no longer rely on: while a release goes out, two versions of each service are there.
import { answered, node, type Released, sent } from './readings.ts';
import { type Breach, incompatibilities, type Schema } from './schemas.ts';

/** While a release goes out, both versions of a service read what both versions of another write; they ignore members they do not know. */
export const messageBreaches = (documents: Released): readonly Breach[] => {
  const messagesOf = (document: Schema) => node(node(document.components).messages);
  const now = messagesOf(documents.current);
  const tolerant = { ignoresMembers: true, takesAnyValue: false };
  return Object.entries(messagesOf(documents.released)).flatMap(([type, { payload }]) => {
    const after = now[type]?.payload as Schema | undefined;
    if (after === undefined) return [{ where: type, what: 'is gone' }];
    const before = payload as Schema;
    return [
      ...incompatibilities(
        { writer: before, reader: after },
        `${type} as sent by the version before`,
        { ...sent(documents), ...tolerant },
      ),
      ...incompatibilities(
        { writer: after, reader: before },
        `${type} as read by the version before`,
        { ...answered(documents), ...tolerant },
      ),
    ];
  });
};
