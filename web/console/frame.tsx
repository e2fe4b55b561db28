// The frame of a set of pages: navigation, the page that the URL names, the command palette.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Link, Route, Switch, useLocation } from 'wouter-preact';
import type { PageProps } from './page-props.ts';
import type { Page } from './pages.ts';
import { Palette } from './palette.tsx';
import type { Command } from './palette-commands.ts';
import { Empty, Trouble } from './parts/state.tsx';
import { nextTheme } from './theme.ts';

const loaded = new Map<string, Awaited<ReturnType<Page['load']>>['Page']>();

/** A page whose script comes when it is opened first. */
const Opened = ({ page, params }: { page: Page; params: PageProps['params'] }) => {
  const [state, setState] = useState<{ failed?: Error; path?: string }>({});
  useEffect(() => {
    document.title = `${params.id ?? page.title} · Tandem`;
    if (loaded.has(page.path)) return;
    page
      .load()
      .then(({ Page }) => loaded.set(page.path, Page))
      .then(() => setState({ path: page.path }))
      .catch((failed: Error) => setState({ failed }));
  }, [page, params.id]);
  const Shown = loaded.get(page.path);
  if (Shown) return <Shown key={params.id} params={params} />;
  return state.failed ? <Trouble error={state.failed} again={() => location.reload()} /> : null;
};

const isHere = (path: string, here: string): boolean =>
  path === '/' ? here === '/' || here.startsWith('/orders') : here.startsWith(path);

const Navigation = ({ pages }: { pages: readonly Page[] }) => {
  const [here] = useLocation();
  const groups = [...new Set(pages.map(({ group }) => group))];
  return (
    <nav class="pages" aria-label="Pages">
      {groups.map((group) => (
        <ul key={group} aria-label={group}>
          <li class="group" aria-hidden="true">
            {group}
          </li>
          {pages
            .filter((page) => page.group === group && !page.isInner)
            .map(({ path, title }) => (
              <li key={path}>
                <Link href={path} aria-current={isHere(path, here) ? 'page' : undefined}>
                  {title}
                </Link>
              </li>
            ))}
        </ul>
      ))}
    </nav>
  );
};

/** Slash goes to the page's search, unless something is being written. */
const searchByKey = (event: KeyboardEvent): void => {
  const target = event.target as HTMLElement;
  if (event.key !== '/' || target.closest('input, textarea, select, dialog')) return;
  const search = document.querySelector<HTMLInputElement>('input[type=search]');
  if (!search) return;
  event.preventDefault();
  search.select();
};

interface FrameProps {
  readonly pages: readonly Page[];
  readonly commandsFor: (typed: string) => readonly Command[];
  /** Below the navigation, before the choice of the theme. */
  readonly foot: ComponentChildren;
}

export const Frame = ({ pages, commandsFor, foot }: FrameProps) => {
  const [isMenuOpen, setMenuOpen] = useState(false);
  const [here] = useLocation();
  useEffect(() => {
    addEventListener('keydown', searchByKey);
    return () => removeEventListener('keydown', searchByKey);
  }, []);
  useEffect(() => setMenuOpen(false), [here]);
  return (
    <>
      <a class="skip" href="#main">
        To the page
      </a>
      <header class={isMenuOpen ? 'open' : ''}>
        <div class="brand">
          <Link href="/">tandem</Link>
          <button
            type="button"
            class="menu"
            aria-expanded={isMenuOpen}
            onClick={() => setMenuOpen(!isMenuOpen)}
          >
            Menu
          </button>
        </div>
        <Palette commandsFor={commandsFor} />
        <Navigation pages={pages} />
        <div class="foot">
          {foot}{' '}
          <button type="button" class="quiet" onClick={nextTheme}>
            Theme
          </button>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        <Switch>
          {pages.map((page) => (
            <Route key={page.path} path={page.path}>
              {(params) => <Opened page={page} params={params as PageProps['params']} />}
            </Route>
          ))}
          <Route>
            <h1>Nothing here</h1>
            <Empty>There is no page at this address.</Empty>
          </Route>
        </Switch>
      </main>
    </>
  );
};
