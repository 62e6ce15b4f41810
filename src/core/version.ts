/** Version of bandshift, as in package.json (a test holds them equal): it stands on every card and report. */
export const version = '0.1.0'
