const room = (name, query = '') => world => `/rooms/${world.rooms[name]}${query}`

/** Who somebody is, beside their room and above it. */
export const peopleViews = [
  {
    name: 'person-card', title: 'The card of an author', as: 'ada', path: room('plaza'),
    act: async (page) => {
      await page.getByRole('log').getByRole('article').nth(-3).getByRole('link').first().click()
      await page.getByRole('dialog').getByText('Here since').waitFor()
    },
  },
  {
    name: 'direct-details', title: 'Who a conversation is with', as: 'ada', path: room('direct', '?panel=details'),
  },
  { name: 'details-square', title: 'Details of the square', as: 'ada', path: room('plaza', '?panel=details') },
]
