// the menu
