// Mails and text messages that would have left; each is shown in a frame that runs no scripts.
import { useEvent } from '../data/live.ts';
import { useLocal } from '../data/queries.ts';
import { useChoices } from '../parts/choose.ts';
import { SearchBox } from '../parts/search.tsx';
import { Age } from '../parts/show.tsx';
import { Empty, Loaded } from '../parts/state.tsx';
import type { Mail } from './mail.ts';

const Letter = ({ mail }: { mail: Mail }) => (
  <article class="letter" aria-label="Mail">
    <h2>{mail.subject || 'Text message'}</h2>
    <p class="soft">
      to {mail.to}, <Age time={mail.sentAt} />
    </p>
    {mail.html === '' ? (
      <pre class="json">{mail.text}</pre>
    ) : (
      <>
        <iframe
          title="The mail"
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          src={`/console/mails/${mail.id}`}
        />
        <details class="raw">
          <summary>As text</summary>
          <pre class="json">{mail.text}</pre>
        </details>
      </>
    )}
  </article>
);

export const Page = () => {
  const { chosen: choice, choose } = useChoices();
  const query = useLocal<Mail[]>('mailbox', { everyMs: 10_000 });
  useEvent('mailbox', () => void query.refetch());
  const wanted = choice('q');
  const fits = ({ to, subject, text }: Mail) =>
    `${to} ${subject} ${text}`.toLowerCase().includes(wanted.toLowerCase());
  return (
    <>
      <div class="head">
        <h1>Mailbox</h1>
        <SearchBox label="Address or text" value={wanted} onType={(q) => choose({ q }, true)} />
      </div>
      <Loaded query={query}>
        {(all) => {
          const mails = all.filter(fits);
          if (mails.length === 0) return <Empty>No mail fits, or none was sent yet.</Empty>;
          const chosen = mails.find(({ id }) => id === choice('mail')) ?? mails[0];
          return (
            <div class="split">
              <ul class="letters" aria-label="Mails">
                {mails.slice(0, 500).map((mail) => (
                  <li key={mail.id}>
                    <button
                      type="button"
                      aria-current={mail === chosen}
                      onClick={() => choose({ mail: mail.id })}
                    >
                      <b>{mail.subject || mail.text.slice(0, 60)}</b>
                      <span class="soft">
                        {mail.to} · <Age time={mail.sentAt} />
                      </span>
                    </button>
                  </li>
                ))}
              </ul>
              {chosen && <Letter key={chosen.id} mail={chosen} />}
            </div>
          );
        }}
      </Loaded>
    </>
  );
};
