// The words the page has for what the API names. Pure.

export const ROLE_NAMES = { owner: 'Owner', admin: 'Admin', moderator: 'Moderator', member: 'Member' };
export const WITH_ARTICLE = {
  owner: 'the owner',
  admin: 'an admin',
  moderator: 'a moderator',
  member: 'a member',
};

export const PERMISSION_NAMES = {
  post: 'Write messages',
  invite: 'Invite people',
  pin: 'Pin messages',
  editInfo: 'Change the chat',
  manageMembers: 'Manage members',
  deleteMessages: 'Delete messages of others',
  mentionAll: 'Name everyone with @all',
};

export const VISIBILITIES = {
  private: 'Private: seen by its members',
  public: 'Public: anyone can find it',
  secret: 'Secret: known to its members alone',
};
export const JOIN_POLICIES = {
  invite: 'By invitation',
  approval: 'After approval',
  open: 'Anyone can join',
};
export const HISTORIES = { all: 'All messages', fromJoin: 'Messages since they joined' };
export const LEVELS = { all: 'Every message', mentions: 'Only where I am named', none: 'Nothing' };

export const WHO = { everyone: 'Everyone', contacts: 'People I share a chat with', nobody: 'Nobody' };
export const THEMES = { system: 'As the system', light: 'Light', dark: 'Dark' };
export const LANGUAGES = { en: 'English', de: 'Deutsch' };

/** How people are seen. */
export const STATUSES = {
  online: 'Online',
  away: 'Away',
  do_not_disturb: 'Do not disturb',
  offline: 'Offline',
};
/** How they choose to be seen. */
export const CHOICES = { ...STATUSES, offline: 'Invisible' };

/** `group` or `channel`, in a sentence. */
export function kindOf(info) {
  return info?.type === 'channel' ? 'channel' : info?.type === 'direct' ? 'chat' : 'group';
}

/** "a", "a and b", "a, b and c" */
export function listOf(parts) {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

export function counted(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}

/** Who is typing, by their names; nothing when nobody is. */
export function typingText(names) {
  if (names.length === 0) return '';
  if (names.length > 2) return 'Several people are typing…';
  return `${listOf(names)} ${names.length === 1 ? 'is' : 'are'} typing…`;
}

/** The names of many: some of them, and how many more there are. */
export function someOf(names, most) {
  const more = names.length - most;
  return more > 0 ? `${names.slice(0, most).join(', ')} and ${more} more` : listOf(names);
}
