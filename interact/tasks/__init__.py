"""What an agency has to do, by when: steps of flowcharts, what checklists ask for."""
