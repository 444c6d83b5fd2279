"""The files in flowcharts/, and their use on a case: procedures and tasks."""
