import type { UserInfo } from '../sign-in/users.js';
import type { CommandContext } from './command-context.js';
import { EXIT } from './exit-code.js';
import { instantText, localTime, table } from './table.js';

export async function listUsers(context: CommandContext, options: { json?: boolean }): Promise<number> {
  const { say } = context;
  const all = await context.administer(({ users }) => users.list());
  if (options.json === true) context.printJson({ users: all.map(userJson) });
  else if (all.length === 0) context.print(say.noUsers);
  else
    context.print(
      table(
        say.userColumns,
        all.map((user) => [user.email, user.name, say.roles[user.role], user.accountName, localTime(user.createdAt)]),
      ),
    );
  return EXIT.ok;
}

/** Shows the new password, once; where somebody sits at the terminal it asks first, since it signs the user out everywhere. */
export async function resetPassword(
  context: CommandContext,
  email: string,
  options: { yes?: boolean; json?: boolean },
): Promise<number> {
  const { say, surroundings } = context;
  return context.administer(async ({ users }) => {
    const user = await users.find(email);
    if (!(await context.confirmed(say.resetQuestion(user.email), options))) return EXIT.failure;
    const password = await users.resetPassword(user);
    if (options.json === true) context.printJson({ email: user.email, password });
    else
      surroundings.write(
        `${say.passwordReset(user.email)}\n\n  ${surroundings.colours.bold(password)}\n\n${say.passwordNext}\n`,
      );
    return EXIT.ok;
  });
}

export async function setRole(
  context: CommandContext,
  email: string,
  role: 'operator' | 'member',
  options: { json?: boolean },
): Promise<number> {
  const user = await context.administer(async ({ users }) => {
    const found = await users.find(email);
    await users.setRole(found, role);
    return { ...found, role };
  });
  if (options.json === true) context.printJson(userJson(user));
  else context.print(context.say.roleSet(user.email, context.say.roles[role]));
  return EXIT.ok;
}

function userJson({ id, email, name, role, accountName, createdAt }: UserInfo) {
  return { id, email, name, role, account: accountName, created_at: instantText(createdAt) };
}
