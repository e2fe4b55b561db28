// Light or dark: as the system has it, or as was chosen here.
const place = 'tandem-console-theme';
const themes = ['light dark', 'light', 'dark'] as const;

const show = (theme: string): void => {
  document.documentElement.style.colorScheme = theme;
};

export const startTheme = (): void => show(localStorage.getItem(place) ?? themes[0]);

export const nextTheme = (): void => {
  const now = themes.indexOf((localStorage.getItem(place) ?? themes[0]) as (typeof themes)[number]);
  const next = themes[(now + 1) % themes.length] ?? themes[0];
  localStorage.setItem(place, next);
  show(next);
};
