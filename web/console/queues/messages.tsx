// What is in one queue: looked at, not received.
import { Link } from 'wouter-preact';
import { callLocal } from '../data/calls.ts';
import { useLocal } from '../data/queries.ts';
import { useChoices } from '../parts/choose.ts';
import { ActionButton } from '../parts/form.tsx';
import { count, short, words } from '../parts/format.ts';
import { SearchBox } from '../parts/search.tsx';
import { Age, Json, useInSight } from '../parts/show.tsx';
import { Empty, Loaded } from '../parts/state.tsx';

interface Message {
  readonly messageId: string;
  readonly state: string;
  readonly receives: number;
  readonly sentAt: string;
  readonly type: string | null;
  readonly subject: string | null;
  readonly traceId: string | null;
  readonly reason: string | null;
  readonly body: string;
}

interface Content {
  readonly total: number;
  readonly messages: readonly Message[];
}

/** Indented where it is JSON. */
const readable = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
};

const Subject = ({ of: subject }: { of: string | null }) =>
  subject?.startsWith('ord_') ? (
    <Link href={`/orders/${encodeURIComponent(subject)}`} class="id">
      {subject}
    </Link>
  ) : (
    <span class="id">{subject}</span>
  );

const One = ({ queue, isDead, message }: { queue: string; isDead: boolean; message: Message }) => {
  const only = { ids: [message.messageId] };
  return (
    <li class="message">
      <p class="line">
        <b>{message.type ?? 'no message of ours'}</b>
        <Subject of={message.subject} />
        <span class="soft">
          {words(message.state)}, received {count(message.receives)} times, sent{' '}
          <Age time={message.sentAt} />
        </span>
        {message.traceId !== null && <Link href={`/traces/${message.traceId}`}>trace</Link>}
      </p>
      {message.reason !== null && <p class="refused">{message.reason}</p>}
      <details class="raw">
        <summary>Message</summary>
        <Json value={readable(message.body)} />
      </details>
      <p class="act">
        {isDead && (
          <ActionButton act={() => callLocal('POST', `queues/${queue}/redrive`, only)}>
            Redrive
          </ActionButton>
        )}
        <ActionButton
          asks="Throw it away?"
          act={() => callLocal('POST', `queues/${queue}/purge`, only)}
        >
          Purge
        </ActionButton>
      </p>
    </li>
  );
};

export const Messages = ({ queue, isDead }: { queue: string; isDead: boolean }) => {
  const { chosen, choose } = useChoices();
  const wanted = chosen('q').toLowerCase();
  const fits = ({ type, subject, reason, body }: Message) =>
    `${type} ${subject} ${reason} ${body}`.toLowerCase().includes(wanted);
  const query = useLocal<Content>(`queues/${encodeURIComponent(queue)}/messages?limit=500`, {
    everyMs: 1_500,
  });
  const act = (verb: string, ids: readonly string[]) =>
    callLocal('POST', `queues/${queue}/${verb}`, { ids });
  return (
    <section aria-label="Messages" ref={useInSight()}>
      <Loaded query={query}>
        {({ total, messages }) => {
          const found = messages.filter(fits);
          const ids = found.map(({ messageId }) => messageId);
          return (
            <>
              <div class="head">
                <h2>{short(queue)}</h2>
                <span class="soft">{count(total)} messages</span>
                <SearchBox
                  label="Type, order, reason or text"
                  value={chosen('q')}
                  onType={(q) => choose({ q }, true)}
                />
                {isDead && found.length > 0 && (
                  <ActionButton act={() => act('redrive', ids)}>
                    Redrive {count(found.length)}
                  </ActionButton>
                )}
                {found.length > 0 && (
                  <ActionButton asks="Throw them away?" act={() => act('purge', ids)}>
                    Purge {count(found.length)}
                  </ActionButton>
                )}
              </div>
              {found.length === 0 && <Empty>Nothing is in it{wanted && ' that fits'}.</Empty>}
              <ul class="messages">
                {found.map((message) => (
                  <One key={message.messageId} queue={queue} isDead={isDead} message={message} />
                ))}
              </ul>
            </>
          );
        }}
      </Loaded>
    </section>
  );
};
