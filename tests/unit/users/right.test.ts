import { describe, expect, test } from 'vitest'
import type { MembershipRow, RoomRow } from '../../../server/services/memberships/membership.ts'
import { assertWritable, isModerator, isOwner, ownRole } from '../../../server/services/memberships/right.ts'
import type { User } from '../../../shared/protocol/user.ts'

const user = (role: User['role']) => ({ role }) as User
const member = (role: MembershipRow['role'], roleByAdmin = false) => ({ role, roleByAdmin }) as MembershipRow

describe('rights in a room', () => {
  test.each([
    ['an owner', 'user', 'owner', true, true],
    ['a moderator', 'user', 'moderator', false, true],
    ['a member', 'user', 'member', false, false],
    ['an agent', 'agent', 'member', false, false],
    ['an admin', 'admin', 'member', true, true],
  ] as const)('%s', (_who, role, own, owner, moderator) => {
    expect(isOwner(user(role), member(own))).toBe(owner)
    expect(isModerator(user(role), member(own))).toBe(moderator)
  })

  test('what an admin took by the right of an admin is no role that people of the room gave', () => {
    expect(ownRole(member('owner', true))).toBe('member')
    expect(ownRole(member('owner'))).toBe('owner')
  })

  test('an archived room cannot be changed', () => {
    expect(() => assertWritable({ archivedAt: null } as RoomRow)).not.toThrow()
    expect(() => assertWritable({ archivedAt: new Date() } as RoomRow)).toThrow('forbidden')
  })
})
