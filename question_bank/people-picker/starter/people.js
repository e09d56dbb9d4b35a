/** Everybody who can be invited, in alphabetical order. */
export const PEOPLE = [
  "Ana Lima",
  "André Roux",
  "Anna Berg",
  "Anton Weiss",
  "Aylin Demir",
  "Bo Andersson",
  "Bodil Krag",
  "Carla Anders",
  "Chidi Okafor",
  "Dana Novák",
  "Elif Şahin",
  "Henk van Dam",
  "Jan Andel",
  "Mary-Ann Stone",
  "Noor Haddad",
  "Zoë van Dam",
];
